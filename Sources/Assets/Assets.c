#include "Assets.h"

const unsigned char loyalty_openapi_yaml[] = {
#embed "../../openapi.yaml"
};
const size_t loyalty_openapi_yaml_size = sizeof loyalty_openapi_yaml;

const unsigned char loyalty_cdnow_sample[] = {
#embed "cdnow_sample.txt"
};
const size_t loyalty_cdnow_sample_size = sizeof loyalty_cdnow_sample;

const unsigned char loyalty_demo_programme[] = {
#embed "demo_programme.json"
};
const size_t loyalty_demo_programme_size = sizeof loyalty_demo_programme;

const unsigned char loyalty_programme_schema[] = {
#embed "programme.schema.json"
};
const size_t loyalty_programme_schema_size = sizeof loyalty_programme_schema;
