#include "Files.h"
#include <stdlib.h>
#include <string.h>

const char *const loyaltyLogBufferName = "loyalty-log-buffer";

// Thirty pages with their headers. SQLite's usual file takes less than 128 KiB at a time
// (https://www.sqlite.org/src/file/src/os_unix.c, seekAndWriteFd).
enum { gatheredBytesMax = 30 * (4096 + 24) };

// A log (https://www.sqlite.org/c3ref/file.html); the usual file stands right behind it.
typedef struct {
    sqlite3_file base;
    sqlite3_file *file;
    // What has yet to be written, and where; null before the first write.
    unsigned char *gathered;
    int count;
    sqlite3_int64 start;
    // Whether a write may leave alone what it does not touch. Where not, SQLite ends a commit with what it writes after the
    // sync.
    int gathers;
} Log;

// What could not be written is let go of, and SQLite told so: it undoes the transaction, and writes the place anew with the
// next.
static int writeGathered(Log *log) {
    int count = log->count;
    log->count = 0;
    return count == 0 ? SQLITE_OK : log->file->pMethods->xWrite(log->file, log->gathered, count, log->start);
}

static int writeLog(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 start) {
    Log *log = (Log *)file;
    if (start != log->start + log->count || count > gatheredBytesMax - log->count) {
        int code = writeGathered(log);
        if (code != SQLITE_OK) return code;
    }
    if (log->gathered == NULL && log->gathers) log->gathered = malloc(gatheredBytesMax);
    if (log->gathered == NULL || count > gatheredBytesMax) {
        return log->file->pMethods->xWrite(log->file, bytes, count, start);
    }
    if (log->count == 0) log->start = start;
    memcpy(log->gathered + log->count, bytes, (size_t)count);
    log->count += count;
    return SQLITE_OK;
}

static int readLog(sqlite3_file *file, void *bytes, int count, sqlite3_int64 start) {
    Log *log = (Log *)file;
    // After another error of a read, a full disk among them, SQLite would go on with the transaction.
    if (writeGathered(log) != SQLITE_OK) return SQLITE_IOERR_WRITE;
    return log->file->pMethods->xRead(log->file, bytes, count, start);
}

static int truncateLog(sqlite3_file *file, sqlite3_int64 size) {
    Log *log = (Log *)file;
    int code = writeGathered(log);
    return code != SQLITE_OK ? code : log->file->pMethods->xTruncate(log->file, size);
}

static int syncLog(sqlite3_file *file, int flags) {
    Log *log = (Log *)file;
    int code = writeGathered(log);
    return code != SQLITE_OK ? code : log->file->pMethods->xSync(log->file, flags);
}

static int sizeOfLog(sqlite3_file *file, sqlite3_int64 *size) {
    Log *log = (Log *)file;
    int code = writeGathered(log);
    return code != SQLITE_OK ? code : log->file->pMethods->xFileSize(log->file, size);
}

static int closeLog(sqlite3_file *file) {
    Log *log = (Log *)file;
    int written = writeGathered(log);
    free(log->gathered);
    int closed = log->file->pMethods->xClose(log->file);
    return written != SQLITE_OK ? written : closed;
}

static int controlLog(sqlite3_file *file, int operation, void *argument) {
    Log *log = (Log *)file;
    int code = writeGathered(log);
    return code != SQLITE_OK ? code : log->file->pMethods->xFileControl(log->file, operation, argument);
}

static int lockLog(sqlite3_file *file, int level) {
    Log *log = (Log *)file;
    return log->file->pMethods->xLock(log->file, level);
}

static int unlockLog(sqlite3_file *file, int level) {
    Log *log = (Log *)file;
    return log->file->pMethods->xUnlock(log->file, level);
}

static int checkLockOfLog(sqlite3_file *file, int *isReserved) {
    Log *log = (Log *)file;
    return log->file->pMethods->xCheckReservedLock(log->file, isReserved);
}

static int sectorOfLog(sqlite3_file *file) {
    Log *log = (Log *)file;
    return log->file->pMethods->xSectorSize(log->file);
}

static int traitsOfLog(sqlite3_file *file) {
    Log *log = (Log *)file;
    return log->file->pMethods->xDeviceCharacteristics(log->file);
}

// https://www.sqlite.org/c3ref/io_methods.html; what later versions of it have is of databases, not of logs.
static const sqlite3_io_methods logMethods = {
    .iVersion = 1,
    .xClose = closeLog,
    .xRead = readLog,
    .xWrite = writeLog,
    .xTruncate = truncateLog,
    .xSync = syncLog,
    .xFileSize = sizeOfLog,
    .xLock = lockLog,
    .xUnlock = unlockLog,
    .xCheckReservedLock = checkLockOfLog,
    .xFileControl = controlLog,
    .xSectorSize = sectorOfLog,
    .xDeviceCharacteristics = traitsOfLog,
};

static sqlite3_vfs *usual;
static sqlite3_vfs gathering;

static int openFile(sqlite3_vfs *files, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)files;
    if (!(flags & SQLITE_OPEN_WAL)) return usual->xOpen(usual, name, file, flags, given);
    Log *log = (Log *)file;
    *log = (Log){ .file = (sqlite3_file *)(log + 1) };
    int code = usual->xOpen(usual, name, log->file, flags, given);
    // A file with methods is closed by SQLite, opened or not.
    if (log->file->pMethods == NULL) return code;
    log->base.pMethods = &logMethods;
    int traits = log->file->pMethods->xDeviceCharacteristics(log->file);
    log->gathers = (traits & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
    return code;
}

int loyaltyAddLogBuffer(sqlite3_vfs *theUsual) {
    usual = theUsual;
    return loyaltyAddFiles(&gathering, usual, loyaltyLogBufferName, (int)sizeof(Log), openFile);
}
