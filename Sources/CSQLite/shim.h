// The system's SQLite, and wrappers for the few things of it that Swift cannot call.
#ifndef LOYALTY_CSQLITE_SHIM_H
#define LOYALTY_CSQLITE_SHIM_H
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift cannot import: SQLite copies the bytes.
static inline int loyalty_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
    return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}
static inline int loyalty_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    return length == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                       : sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}

// Has SQLite keep no count of the memory that it uses, for which every allocation would take a lock of the process.
// To be called before anything else of SQLite; sqlite3_config has a variable number of arguments.
static inline int loyalty_sqlite_without_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// Pages that a connection has written to the log before their transaction was committed, for want of room in its cache.
static inline int loyalty_pages_spilled(sqlite3 *connection) {
    int now = 0, most = 0;
    sqlite3_db_status(connection, SQLITE_DBSTATUS_CACHE_SPILL, &now, &most, 0);
    return now;
}

// sqlite3_db_config takes a variable number of arguments.
static inline int loyalty_no_checkpoint_on_close(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
#endif
