// SQLite's write-ahead log, written in a few large pieces instead of two small ones for each page.
#ifndef LOYALTY_CLOGBUFFER_H
#define LOYALTY_CLOGBUFFER_H

// The name of the file system, for sqlite3_open_v2.
//
// It is the usual one, except that what a connection writes to its log is gathered and goes to the system when it is synced,
// read or full. Only for connections that sync each commit (PRAGMA synchronous = FULL): with less, other connections would
// look for pages in the log before they are there. An error of a write may come with the sync instead.
extern const char *const loyaltyLogBufferName;

// Makes it known to SQLite; 0 (SQLITE_OK) when it is.
int loyaltyRegisterLogBuffer(void);
#endif
