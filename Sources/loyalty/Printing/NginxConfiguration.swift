import HTTPServer

/// The nginx configuration that `loyalty print nginx` prints. Its sizes and times are the service's own, so that what
/// nginx lets through is not refused behind it, and what it keeps open is not closed under it.
enum NginxConfiguration {
    /// How much sooner nginx lets go of an idle connection than the service, in seconds.
    static let secondsSooner: Int64 = 10

    static func text(port: Int) -> String { frame(port: port) + "\n\n" + server }

    /// Where the service is, how much is let through, and what is logged.
    private static func frame(port: Int) -> String {
        let limits = Limits()
        let idle = limits.idleMilliseconds / 1_000 - secondsSooner
        return """
            # TLS, HTTP/2, compression and the first limits, in front of the service.
            # loyalty print nginx > /etc/nginx/conf.d/loyalty.conf
            # Start the service with --trusted-proxies 127.0.0.1, so that it goes by the clients' own addresses.

            upstream loyalty {
                server 127.0.0.1:\(port);
                keepalive 64;
                # Sooner than the service itself, which closes after \(limits.idleMilliseconds / 1_000) idle seconds.
                keepalive_timeout \(idle)s;
            }

            limit_req_zone $binary_remote_addr zone=loyalty_requests:10m rate=100r/s;
            limit_conn_zone $binary_remote_addr zone=loyalty_connections:10m;

            # Paths that hold a secret or a code are logged without it, and no query is.
            map $uri $loyalty_path {
                ~^/v1/checkout/             /v1/checkout/-;
                ~^/v1/postbacks/            /v1/postbacks/-;
                ~^/v1/coupons/              /v1/coupons/-;
                ~^/api/open/integrations/   /api/open/integrations/-;
                default                     $uri;
            }
            log_format loyalty '$remote_addr [$time_iso8601] $request_method $loyalty_path $status '
                               '$body_bytes_sent $request_time $request_id';

            server {
                listen 80;
                listen [::]:80;
                server_name loyalty.example.com;
                return 308 https://$host$request_uri;
            }
            """
    }

    private static var server: String {
        let limits = Limits()
        return """
            server {
                listen 443 ssl http2;
                listen [::]:443 ssl http2;
                server_name loyalty.example.com;
                ssl_certificate     /etc/ssl/loyalty/fullchain.pem;
                ssl_certificate_key /etc/ssl/loyalty/privkey.pem;
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_session_cache shared:loyalty_tls:10m;
                add_header Strict-Transport-Security "max-age=31536000" always;

                access_log /var/log/nginx/loyalty.log loyalty;
                server_tokens off;

                client_max_body_size \(limits.bodyBytesMax / 1_048_576)m;
                large_client_header_buffers 4 \(limits.targetBytesMax / 1_024)k;
                client_header_timeout \(limits.headMilliseconds / 1_000)s;
                client_body_timeout \(limits.bodyMilliseconds / 1_000)s;
                send_timeout \(limits.writeMilliseconds / 1_000)s;
                limit_req zone=loyalty_requests burst=200 nodelay;
                limit_req_status 429;
                limit_conn loyalty_connections 100;
                limit_conn_status 429;

                gzip on;
                gzip_proxied any;
                gzip_types application/json application/problem+json application/yaml;

                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
                proxy_set_header X-Request-Id $request_id;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;

                location / {
                    proxy_pass http://loyalty;
                }

                # For those who operate it, from this machine.
                location = /metrics {
                    allow 127.0.0.1;
                    allow ::1;
                    deny all;
                    proxy_pass http://loyalty;
                }
                location = /readyz {
                    allow 127.0.0.1;
                    allow ::1;
                    deny all;
                    proxy_pass http://loyalty;
                }
            }
            """
    }
}
