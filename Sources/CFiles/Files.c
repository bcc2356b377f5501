#include "Files.h"

// https://www.sqlite.org/c3ref/vfs.html
int loyaltyAddFiles(
    sqlite3_vfs *files, const sqlite3_vfs *usual, const char *name, int ownBytes, OpenFile *openFile) {
    *files = *usual;
    files->zName = name;
    files->szOsFile = usual->szOsFile + ownBytes;
    files->xOpen = openFile;
    files->pNext = NULL;
    return sqlite3_vfs_register(files, 0);
}

int loyaltyRegisterFiles(void) {
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    if (usual == NULL) return SQLITE_ERROR;
    int code = loyaltyAddLogBuffer(usual);
    return code != SQLITE_OK ? code : loyaltyAddKeptMapping(usual);
}
