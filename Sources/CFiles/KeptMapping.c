#include "Files.h"

const char *const loyaltyKeptMappingName = "loyalty-kept-mapping";

// What a file may have grown by before it is mapped anew; until then, SQLite reads what the mapping does not reach.
enum { unmappedBytesMax = 4 << 20 };

// What is ours of a database; it stands behind the usual file.
typedef struct {
    const sqlite3_io_methods *usual;
    sqlite3_io_methods methods;
    // What could be mapped of the file when the mapping was let go of last; -1 before that.
    sqlite3_int64 size;
} Mapping;

static sqlite3_vfs *usual;
static sqlite3_vfs keeping;

// Where a pointer may stand.
static int ownOffset(void) { return (usual->szOsFile + 7) & ~7; }

static Mapping *mappingOf(sqlite3_file *file) { return (Mapping *)((char *)file + ownOffset()); }

// What can be mapped of the file now; -1 where nobody knows.
static sqlite3_int64 mappable(sqlite3_file *file, const sqlite3_io_methods *methods) {
    sqlite3_int64 size = 0, limit = -1;
    if (methods->xFileSize(file, &size) != SQLITE_OK) return -1;
    // https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntlmmapsize: a negative limit asks for it.
    if (methods->xFileControl(file, SQLITE_FCNTL_MMAP_SIZE, &limit) != SQLITE_OK) return -1;
    return size < limit ? size : limit;
}

// Gives back a page; or, without one, the mapping (https://www.sqlite.org/c3ref/io_methods.html). Of that SQLite holds no
// page then, and what it reads next comes out of the same file, whichever mapping it goes through.
static int unfetch(sqlite3_file *file, sqlite3_int64 start, void *page) {
    Mapping *mapping = mappingOf(file);
    if (page == NULL) {
        sqlite3_int64 size = mappable(file, mapping->usual);
        sqlite3_int64 growth = size - mapping->size;
        int isKnown = size >= 0 && mapping->size >= 0;
        if (isKnown && growth >= 0 && growth <= unmappedBytesMax) return SQLITE_OK;
        mapping->size = size;
    }
    return mapping->usual->xUnfetch(file, start, page);
}

static int openFile(sqlite3_vfs *files, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)files;
    int code = usual->xOpen(usual, name, file, flags, given);
    if (!(flags & SQLITE_OPEN_MAIN_DB) || file->pMethods == NULL || file->pMethods->iVersion < 3) return code;
    Mapping *mapping = mappingOf(file);
    *mapping = (Mapping){ .usual = file->pMethods, .methods = *file->pMethods, .size = -1 };
    mapping->methods.xUnfetch = unfetch;
    file->pMethods = &mapping->methods;
    return code;
}

int loyaltyAddKeptMapping(sqlite3_vfs *theUsual) {
    usual = theUsual;
    int ownBytes = ownOffset() - usual->szOsFile + (int)sizeof(Mapping);
    return loyaltyAddFiles(&keeping, usual, loyaltyKeptMappingName, ownBytes, openFile);
}
