#ifndef LOYALTY_FILES_H
#define LOYALTY_FILES_H
#include "CFiles.h"
#include <sqlite3.h>
#include <stddef.h>

typedef int OpenFile(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);

// Makes files known to SQLite that are the usual ones but for how they are opened; each has `ownBytes` more.
int loyaltyAddFiles(
    sqlite3_vfs *files, const sqlite3_vfs *usual, const char *name, int ownBytes, OpenFile *openFile);

int loyaltyAddLogBuffer(sqlite3_vfs *usual);
int loyaltyAddKeptMapping(sqlite3_vfs *usual);
#endif
