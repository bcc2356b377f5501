// A disk that forgets what nobody synced, runs full, and fails: loaded in front of the C library (LD_PRELOAD).
//
// Each change to a file whose path begins with FAULTS_PATH is written, with what it replaces, to the journal
// FAULTS_JOURNAL before it is made; each sync that succeeds is written there, too, with how far it reaches. The page
// cache outlives a killed process, so after a kill `power.py` can take back whatever no sync covered. No sync reaches
// the real disk: what is on it is what the journal says.
//
// FAULTS_CONTROL is a file of 64-bit numbers, shared with the test while the program runs; `struct control` names them.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct control {
    int64_t room;         // bytes that files may still grow by; negative: as many as they like
    int64_t failing_syncs;  // so many syncs from now on fail with EIO, and what they were to cover is never covered
    int64_t lying_syncs;  // not 0: syncs succeed and cover nothing
    int64_t sync_micros;  // how long a sync takes
    int64_t kill_at;      // the process is killed in the middle of the change of this number; 0: never
    int64_t changes;      // counted here: changes to the files
    int64_t syncs;        // counted here: syncs that succeeded
    int64_t refused;      // counted here: changes refused for want of room
    int64_t failing_changes;  // so many changes from now on fail with EIO
    int64_t failed;       // counted here: syncs and changes that failed
    int64_t kill_at_sync;   // the process is killed in the middle of the sync of this number; 0: never
    int64_t begun_syncs;  // counted here: syncs that began
};

enum kind { WRITE = 1, CUT = 2, SYNC = 3, LOST = 4, MAKE = 5, REMOVE = 6, DIRECTORY = 7 };

// What stands in front of each record's path and old bytes.
struct record {
    uint32_t kind;
    uint32_t path_bytes;
    uint64_t file;        // the inode
    int64_t offset;       // where the change begins; for SYNC and DIRECTORY how much of the journal it covers
    int64_t bytes;        // how much is written; for CUT the new length
    int64_t old_length;   // of the file
    int64_t old_bytes;    // how many bytes of what was there follow
};

enum { DESCRIPTORS = 1 << 16 };
struct place { uint64_t file; char is_tracked, is_index, is_directory; };

static struct place places[DESCRIPTORS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct control *control;
static int journal = -1;
static const char *prefix = "";
static char directory[4096];
static __thread int inside;

static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_ftruncate)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_unlink)(const char *);
static int (*real_close)(int);

__attribute__((constructor)) static void begin(void) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_close = dlsym(RTLD_NEXT, "close");
    const char *path = getenv("FAULTS_PATH"), *log = getenv("FAULTS_JOURNAL"), *shared = getenv("FAULTS_CONTROL");
    if (!path || !log || !shared) return;
    int descriptor = real_open(shared, O_RDWR | O_CLOEXEC);
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (descriptor < 0 || control == MAP_FAILED) abort();
    real_close(descriptor);
    journal = real_open(log, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (journal < 0) abort();
    prefix = path;
    snprintf(directory, sizeof directory, "%s", path);
    char *slash = strrchr(directory, '/');
    if (slash) *slash = 0;
}

static int ends(const char *path, const char *suffix) {
    size_t length = strlen(path), end = strlen(suffix);
    return length >= end && strcmp(path + length - end, suffix) == 0;
}

static int64_t now_long(void) {
    struct stat status;
    return fstat(journal, &status) == 0 ? status.st_size : 0;
}

static void note(struct record record, const char *path, const void *old) {
    record.path_bytes = path ? strlen(path) : 0;
    struct iovec parts[3] = {
        { &record, sizeof record }, { (void *)(path ? path : ""), record.path_bytes },
        { (void *)(old ? old : ""), record.old_bytes } };
    if (writev(journal, parts, 3) != (ssize_t)(sizeof record + record.path_bytes + record.old_bytes)) abort();
}

static struct place *place_of(int descriptor) {
    if (journal < 0 || inside || descriptor < 0 || descriptor >= DESCRIPTORS) return NULL;
    struct place *place = &places[descriptor];
    return place->is_tracked || place->is_index || place->is_directory ? place : NULL;
}

static void opened(int descriptor, const char *path, int is_new) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS) return;
    struct place place = { 0 };
    struct stat status;
    if (strncmp(path, prefix, strlen(prefix)) == 0 && fstat(descriptor, &status) == 0) {
        place.file = status.st_ino;
        place.is_index = ends(path, "-shm");
        place.is_tracked = !place.is_index && !ends(path, ".lock") && S_ISREG(status.st_mode);
        if (is_new && place.is_tracked) note((struct record){ .kind = MAKE, .file = status.st_ino }, path, NULL);
    } else if (strcmp(path, directory) == 0) {
        place.is_directory = 1;
    }
    places[descriptor] = place;
}

static int open_at(int base, const char *path, int flags, mode_t mode) {
    if (journal < 0 || inside) return real_openat(base, path, flags, mode);
    pthread_mutex_lock(&mutex);
    inside = 1;
    int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
    int descriptor = real_openat(base, path, flags, mode);
    int error = errno;
    opened(descriptor, path, is_new);
    inside = 0;
    pthread_mutex_unlock(&mutex);
    errno = error;
    return descriptor;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }

int open(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int openat(int base, const char *path, int flags, ...) { MODE(flags) return open_at(base, path, flags, mode); }
int openat64(int base, const char *path, int flags, ...) { MODE(flags) return open_at(base, path, flags, mode); }

int close(int descriptor) {
    if (journal >= 0 && descriptor >= 0 && descriptor < DESCRIPTORS) places[descriptor] = (struct place){ 0 };
    return real_close(descriptor);
}

// What stands between `offset` and its end, at most `bytes` of it.
static void *old_bytes(int descriptor, int64_t offset, int64_t bytes, int64_t length, int64_t *count) {
    *count = offset >= length ? 0 : length - offset < bytes ? length - offset : bytes;
    if (*count == 0) return NULL;
    void *old = malloc(*count);
    if (!old || pread(descriptor, old, *count, offset) != *count) abort();
    return old;
}

// Writes; with the change of the number that was asked for the process ends, half of it written.
static ssize_t change(int descriptor, struct place *place, const void *bytes, size_t count, int64_t offset) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    if (control->failing_changes > 0 && place->is_tracked) {
        control->failing_changes--;
        control->failed++;
        errno = EIO;
        return -1;
    }
    int64_t growth = offset + (int64_t)count - status.st_size;
    if (growth > 0 && control->room >= 0) {
        if (growth > control->room) {
            control->refused++;
            errno = ENOSPC;
            return -1;
        }
        control->room -= growth;
    }
    if (place->is_tracked) {
        struct record record = { .kind = WRITE, .file = place->file, .offset = offset, .bytes = count,
            .old_length = status.st_size };
        void *old = old_bytes(descriptor, offset, count, status.st_size, &record.old_bytes);
        note(record, NULL, old);
        free(old);
    }
    if (++control->changes == control->kill_at) {
        real_pwrite(descriptor, bytes, count / 2, offset);
        kill(getpid(), SIGKILL);
        pause();
    }
    return real_pwrite(descriptor, bytes, count, offset);
}

static ssize_t write_at(int descriptor, const void *bytes, size_t count, int64_t offset) {
    struct place *place = place_of(descriptor);
    if (!place || place->is_directory) return real_pwrite(descriptor, bytes, count, offset);
    pthread_mutex_lock(&mutex);
    inside = 1;
    ssize_t written = change(descriptor, place, bytes, count, offset);
    int error = errno;
    inside = 0;
    pthread_mutex_unlock(&mutex);
    errno = error;
    return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return write_at(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    return write_at(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (!place_of(descriptor)) return real_write(descriptor, bytes, count);
    int64_t offset = lseek64(descriptor, 0, SEEK_CUR);
    ssize_t written = write_at(descriptor, bytes, count, offset);
    if (written > 0) lseek64(descriptor, offset + written, SEEK_SET);
    return written;
}

static int cut(int descriptor, int64_t length) {
    struct place *place = place_of(descriptor);
    if (!place || !place->is_tracked) return real_ftruncate(descriptor, length);
    pthread_mutex_lock(&mutex);
    inside = 1;
    struct stat status;
    if (fstat(descriptor, &status) != 0) abort();
    struct record record = { .kind = CUT, .file = place->file, .offset = length, .bytes = length,
        .old_length = status.st_size };
    void *old = old_bytes(descriptor, length, INT64_MAX, status.st_size, &record.old_bytes);
    note(record, NULL, old);
    free(old);
    int result = real_ftruncate(descriptor, length);
    int error = errno;
    inside = 0;
    pthread_mutex_unlock(&mutex);
    errno = error;
    return result;
}

int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return cut(descriptor, length); }

// The directory is synced by one who wants a file's making to last; a file, by one who wants its bytes to.
static int sync_file(int descriptor) {
    struct place *place = place_of(descriptor);
    if (!place || place->is_index) return place ? 0 : real_fsync(descriptor);
    pthread_mutex_lock(&mutex);
    int64_t reach = now_long();
    uint64_t file = place->file;
    enum kind kind = place->is_directory ? DIRECTORY : SYNC;
    int fails = control->failing_syncs > 0;
    if (fails) control->failing_syncs--;
    pthread_mutex_unlock(&mutex);
    if (control->sync_micros > 0) usleep(control->sync_micros);
    pthread_mutex_lock(&mutex);
    if (++control->begun_syncs == control->kill_at_sync) {
        kill(getpid(), SIGKILL);
        pause();
    }
    inside = 1;
    if (fails) {
        control->failed++;
        note((struct record){ .kind = LOST, .file = file, .offset = reach }, NULL, NULL);
    } else if (!control->lying_syncs) {
        note((struct record){ .kind = kind, .file = file, .offset = reach }, NULL, NULL);
        control->syncs++;
    }
    inside = 0;
    pthread_mutex_unlock(&mutex);
    if (fails) errno = EIO;
    return fails ? -1 : 0;
}

int fsync(int descriptor) { return sync_file(descriptor); }
int fdatasync(int descriptor) { return sync_file(descriptor); }

// The bytes of a file that is removed are kept under another name, so that the removal can be taken back.
static void removing(const char *path, int *is_ours) {
    struct stat status;
    *is_ours = journal >= 0 && !inside && strncmp(path, prefix, strlen(prefix)) == 0 && !ends(path, "-shm")
        && stat(path, &status) == 0 && S_ISREG(status.st_mode);
    if (!*is_ours) return;
    pthread_mutex_lock(&mutex);
    inside = 1;
    int64_t number = now_long();
    char kept[4200];
    snprintf(kept, sizeof kept, "%s/removed-%lld", directory, (long long)number);
    if (link(path, kept) != 0) abort();
    note((struct record){ .kind = REMOVE, .file = status.st_ino, .offset = number }, path, NULL);
}

int unlink(const char *path) {
    int is_ours;
    removing(path, &is_ours);
    int result = real_unlink(path);
    int error = errno;
    if (is_ours) {
        inside = 0;
        pthread_mutex_unlock(&mutex);
    }
    errno = error;
    return result;
}

// A file that is put into another's place is, for the disk, a name that was made.
int rename(const char *from, const char *to) {
    static int (*real_rename)(const char *, const char *);
    if (!real_rename) real_rename = dlsym(RTLD_NEXT, "rename");
    struct stat status;
    int is_ours = journal >= 0 && strncmp(to, prefix, strlen(prefix)) == 0 && stat(from, &status) == 0;
    int result = real_rename(from, to);
    int error = errno;
    if (is_ours && result == 0) {
        pthread_mutex_lock(&mutex);
        inside = 1;
        note((struct record){ .kind = MAKE, .file = status.st_ino }, to, NULL);
        inside = 0;
        pthread_mutex_unlock(&mutex);
    }
    errno = error;
    return result;
}
