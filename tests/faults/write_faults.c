/* Counts every call of this process that changes a file below one folder, and lets one of them
 * fail. It is loaded before the C library (LD_PRELOAD), so that SQLite, Qt and Python all call it.
 * tests/faults/write_faults.py compiles and controls it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum fault { RECORD, KILL, FULL_DISK, IO_ERROR, NO_RIGHTS, INTERRUPT, NO_MEMORY };
/* What a call does. A full disk refuses only what needs room, and a signal interrupts only what
 * waits. */
enum kind { WRITES = 1, NEEDS_ROOM = 2, WAITS = 4 };
enum { MAX_CALLS = 20000, TEXT = 256 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static char calls[MAX_CALLS][TEXT];
static long count;          /* of the calls since the fault was armed */
static long place;          /* which of them fails */
static enum fault armed;
static int is_armed, has_fired, is_repeated;

void faults_arm(const char *watched, int fault, long nth)
{
    pthread_mutex_lock(&lock);
    snprintf(folder, sizeof folder, "%s/", watched);
    armed = fault;
    place = nth;
    count = 0;
    has_fired = is_repeated = 0;
    is_armed = 1;
    pthread_mutex_unlock(&lock);
}

/* Returns whether the fault was met. */
int faults_disarm(void)
{
    pthread_mutex_lock(&lock);
    is_armed = 0;
    int fired = has_fired;
    pthread_mutex_unlock(&lock);
    return fired;
}

long faults_count(void) { return count; }

/* Returns a call and its file, such as "rename data/backups/a.sqlite3". */
const char *faults_call(long nth) { return calls[nth < MAX_CALLS ? nth : MAX_CALLS - 1]; }

/* Looks up functions of Python, which is loaded after this library. */
#define PYTHON(result, name, ...) result (*name)(__VA_ARGS__) = dlsym(RTLD_DEFAULT, #name)

static int entry_opcode;    /* with which each function of Python begins */

void faults_set_entry_opcode(int opcode) { entry_opcode = opcode; }

/* Returns whether Python is about to enter a function. Python itself gets no memory before that, or
 * in a function's body, where the function can handle it. */
static int enters_function(void)
{
    PYTHON(void *, PyEval_GetFrame, void);
    PYTHON(int, PyFrame_GetLasti, void *);
    PYTHON(void *, PyFrame_GetCode, void *);
    PYTHON(void *, PyCode_GetCode, void *);
    PYTHON(char *, PyBytes_AsString, void *);
    PYTHON(void, Py_DecRef, void *);
    void *frame = PyEval_GetFrame();
    int place = frame ? PyFrame_GetLasti(frame) : -1;
    if (place < 0)
        return 0;
    void *code = PyFrame_GetCode(frame);
    void *bytes = PyCode_GetCode(code);
    int enters = (unsigned char)PyBytes_AsString(bytes)[place] == entry_opcode;
    Py_DecRef(bytes);
    Py_DecRef(code);
    return enters;
}

/* Sets the error that Python sets when it gets no memory. */
static int fail_for_memory(void *unused)
{
    PYTHON(int, Py_AddPendingCall, int (*)(void *), void *);
    PYTHON(void *, PyErr_NoMemory, void);
    if (enters_function()) {
        Py_AddPendingCall(fail_for_memory, unused);
        return 0;
    }
    PyErr_NoMemory();
    return -1;
}

/* Lets the Python code that made the call raise MemoryError as soon as the call returns. After a
 * call of Qt's own, that is what Qt calls next. */
static void raise_memory_error(void)
{
    PYTHON(int, Py_AddPendingCall, int (*)(void *), void *);
    PYTHON(int, PyGILState_Ensure, void);
    PYTHON(void, PyGILState_Release, int);
    PYTHON(unsigned long, PyThread_get_thread_ident, void);
    PYTHON(int, PyThreadState_SetAsyncExc, unsigned long, void *);
    if (getpid() == gettid()) {
        Py_AddPendingCall(fail_for_memory, NULL);
        return;
    }
    void **error = dlsym(RTLD_DEFAULT, "PyExc_MemoryError");
    int state = PyGILState_Ensure();
    PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), *error);
    PyGILState_Release(state);
}

/* Returns the error of a call, or 0 if it is to be done. -1 stands for a short write. */
static int fault_of(const char *name, const char *path, int kind)
{
    if (!is_armed || strncmp(path, folder, strlen(folder)) != 0)
        return 0;
    int error = 0, raises = 0;
    pthread_mutex_lock(&lock);
    int is_met = 0;
    if (is_armed) {
        snprintf(calls[count < MAX_CALLS ? count : MAX_CALLS - 1], TEXT, "%s %s", name,
                 path + strlen(folder));
        is_met = ++count == place && armed != RECORD;
    }
    if (is_met && armed == KILL)
        kill(getpid(), SIGKILL);
    if (is_met && armed == NO_MEMORY)
        has_fired = raises = 1;
    if (is_met && armed == IO_ERROR) {
        has_fired = 1;
        error = EIO;
    }
    if (is_met && armed == NO_RIGHTS) {
        has_fired = 1;
        error = EACCES;
    }
    if (is_armed && armed == FULL_DISK && (kind & NEEDS_ROOM) && (is_met || has_fired)) {
        /* A full disk takes what still fits, and stays full. */
        error = is_met && (kind & WRITES) ? -1 : ENOSPC;
        has_fired = 1;
    }
    if (is_armed && armed == INTERRUPT && (kind & WAITS) && (is_met || is_repeated)) {
        error = is_met && (kind & WRITES) ? -1 : EINTR;
        is_repeated = is_met && (kind & WRITES);
        has_fired = 1;
    }
    pthread_mutex_unlock(&lock);
    if (raises)
        raise_memory_error();
    return error;
}

static int fault_of_file(const char *name, int file, int kind)
{
    if (!is_armed)
        return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fault_of(name, path, kind);
}

static const char *full_path(int at, const char *path, char *buffer)
{
    if (path[0] == '/')
        return path;
    char link[64];
    ssize_t length;
    if (at == AT_FDCWD)
        strcpy(link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0)
        return path;
    snprintf(buffer + length, PATH_MAX - length, "/%s", path);
    return buffer;
}

static int fault_of_path(const char *name, int at, const char *path, int kind)
{
    char buffer[PATH_MAX];
    return is_armed ? fault_of(name, full_path(at, path, buffer), kind) : 0;
}

#define REAL(result, name, ...)                                                                    \
    static result (*real)(__VA_ARGS__);                                                            \
    if (!real)                                                                                     \
    real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
#define FAIL_FILE(name, file, kind)                                                                \
    int error = fault_of_file(name, file, kind);                                                   \
    if (error > 0) {                                                                               \
        errno = error;                                                                             \
        return -1;                                                                                 \
    }
#define FAIL_PATH(name, at, path, kind)                                                            \
    int error = fault_of_path(name, at, path, kind);                                               \
    if (error > 0) {                                                                               \
        errno = error;                                                                             \
        return -1;                                                                                 \
    }
#define SHORT(size) (error < 0 && (size) > 1 ? (size) / 2 : (size))
#define ALL (WRITES | NEEDS_ROOM | WAITS)

ssize_t write(int file, const void *data, size_t size)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    FAIL_FILE("write", file, ALL)
    return real(file, data, SHORT(size));
}

#define PWRITE(name, offset_type)                                                                  \
    ssize_t name(int file, const void *data, size_t size, offset_type offset)                      \
    {                                                                                              \
        REAL(ssize_t, #name, int, const void *, size_t, offset_type);                              \
        FAIL_FILE("write", file, ALL)                                                              \
        return real(file, data, SHORT(size), offset);                                              \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int file, const struct iovec *parts, int number)
{
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    FAIL_FILE("write", file, ALL)
    return real(file, parts, SHORT(number));
}

#define SENDFILE(name, offset_type)                                                                \
    ssize_t name(int out, int in, offset_type *offset, size_t size)                                \
    {                                                                                              \
        REAL(ssize_t, #name, int, int, offset_type *, size_t);                                     \
        FAIL_FILE("write", out, ALL)                                                               \
        return real(out, in, offset, SHORT(size));                                                 \
    }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags)
{
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    FAIL_FILE("write", out, ALL)
    return real(in, from, out, to, SHORT(size), flags);
}

#define SYNC(name)                                                                                 \
    int name(int file)                                                                             \
    {                                                                                              \
        REAL(int, #name, int);                                                                     \
        FAIL_FILE("sync", file, NEEDS_ROOM | WAITS)                                                \
        return real(file);                                                                         \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type)                                                                \
    int name(int file, offset_type size)                                                           \
    {                                                                                              \
        REAL(int, #name, int, offset_type);                                                        \
        FAIL_FILE("truncate", file, NEEDS_ROOM | WAITS)                                            \
        return real(file, size);                                                                   \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define ALLOCATE(name, offset_type)                                                                \
    int name(int file, offset_type offset, offset_type size)                                       \
    {                                                                                              \
        REAL(int, #name, int, offset_type, offset_type);                                           \
        int error = fault_of_file("allocate", file, NEEDS_ROOM | WAITS);                           \
        return error > 0 ? error : real(file, offset, size);                                       \
    }
ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)

int fchmod(int file, mode_t mode)
{
    REAL(int, "fchmod", int, mode_t);
    FAIL_FILE("chmod", file, 0)
    return real(file, mode);
}

int chmod(const char *path, mode_t mode)
{
    REAL(int, "chmod", const char *, mode_t);
    FAIL_PATH("chmod", AT_FDCWD, path, 0)
    return real(path, mode);
}

/* Opening changes a file if it makes or empties one. */
static int changes_file(const char *path, int flags)
{
    struct stat status;
    return (flags & O_TRUNC) || ((flags & O_CREAT) && stat(path, &status) != 0);
}

#define MODE                                                                                       \
    mode_t mode = 0;                                                                               \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                           \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }
#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        REAL(int, #name, const char *, int, ...);                                                  \
        MODE                                                                                       \
        if (is_armed && changes_file(path, flags)) {                                               \
            FAIL_PATH("create", AT_FDCWD, path, NEEDS_ROOM | WAITS)                                \
        }                                                                                          \
        return real(path, flags, mode);                                                            \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    int name(int at, const char *path, int flags, ...)                                             \
    {                                                                                              \
        REAL(int, #name, int, const char *, int, ...);                                             \
        MODE                                                                                       \
        char buffer[PATH_MAX];                                                                     \
        if (is_armed && changes_file(full_path(at, path, buffer), flags)) {                        \
            FAIL_PATH("create", at, path, NEEDS_ROOM | WAITS)                                      \
        }                                                                                          \
        return real(at, path, flags, mode);                                                        \
    }
OPENAT(openat)
OPENAT(openat64)

int mkdir(const char *path, mode_t mode)
{
    REAL(int, "mkdir", const char *, mode_t);
    FAIL_PATH("mkdir", AT_FDCWD, path, NEEDS_ROOM)
    return real(path, mode);
}

int mkdirat(int at, const char *path, mode_t mode)
{
    REAL(int, "mkdirat", int, const char *, mode_t);
    FAIL_PATH("mkdir", at, path, NEEDS_ROOM)
    return real(at, path, mode);
}

int rename(const char *from, const char *to)
{
    REAL(int, "rename", const char *, const char *);
    FAIL_PATH("rename", AT_FDCWD, to, 0)
    return real(from, to);
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    REAL(int, "renameat", int, const char *, int, const char *);
    FAIL_PATH("rename", to_at, to, 0)
    return real(from_at, from, to_at, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    FAIL_PATH("rename", to_at, to, 0)
    return real(from_at, from, to_at, to, flags);
}

int link(const char *from, const char *to)
{
    REAL(int, "link", const char *, const char *);
    FAIL_PATH("link", AT_FDCWD, to, NEEDS_ROOM)
    return real(from, to);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
    REAL(int, "linkat", int, const char *, int, const char *, int);
    FAIL_PATH("link", to_at, to, NEEDS_ROOM)
    return real(from_at, from, to_at, to, flags);
}

int unlink(const char *path)
{
    REAL(int, "unlink", const char *);
    FAIL_PATH("delete", AT_FDCWD, path, 0)
    return real(path);
}

int unlinkat(int at, const char *path, int flags)
{
    REAL(int, "unlinkat", int, const char *, int);
    FAIL_PATH("delete", at, path, 0)
    return real(at, path, flags);
}

int rmdir(const char *path)
{
    REAL(int, "rmdir", const char *);
    FAIL_PATH("delete", AT_FDCWD, path, 0)
    return real(path);
}
