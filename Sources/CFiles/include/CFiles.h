// The files of a database, as SQLite's usual file system has them but for one thing each.
#ifndef LOYALTY_CFILES_H
#define LOYALTY_CFILES_H

// The name, for sqlite3_open_v2, of files whose write-ahead log is written in a few large pieces instead of two small ones
// for each page.
//
// What a connection writes to its log is gathered and goes to the system when it is synced, read or full. Only for
// connections that sync each commit (PRAGMA synchronous = FULL): with less, other connections would look for pages in the
// log before they are there. An error of a write may come with the sync instead.
extern const char *const loyaltyLogBufferName;

// The name of files whose database stays mapped from one snapshot to the next.
//
// Where a database is read through a mapping (PRAGMA mmap_size), SQLite unmaps all of it with each snapshot that another
// connection's commit has made a new one, and every page that is read after that is a page fault. Here it is mapped anew
// only with the first such snapshot that finds the file grown by much, or shrunk. Whoever has met a page that is missing
// (CPages) has to let go of the mapping, which has zeros in its place.
extern const char *const loyaltyKeptMappingName;

// Makes both known to SQLite; 0 (SQLITE_OK) when they are.
int loyaltyRegisterFiles(void);
#endif
