/* A machine that goes wrong, for LD_PRELOAD: a disk that is full or breaks, and a clock that was set wrong.
   CAMTAY_BAD_MACHINE names a file of struct ills, shared with whoever changes it; CAMTAY_BAD_FOLDER whose files are meant.
   Only calls fail: what the kernel has taken stays (this is no power cut). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct ills {
  int32_t error;     /* errno of the disk: ENOSPC, EIO; 0: it works */
  int32_t permille;  /* of all writes and syncs */
  int64_t ahead;     /* seconds that the clock is ahead */
  int64_t failed;    /* how many calls failed */
  int64_t halved;    /* how many writes were short */
};

static struct ills well, *ills = &well;
static const char *folder = "";

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("CAMTAY_BAD_MACHINE"), *where = getenv("CAMTAY_BAD_FOLDER");
  int handle = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
  if (handle < 0) return;
  void *shared = mmap(NULL, sizeof *ills, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
  close(handle);
  if (shared == MAP_FAILED) return;
  ills = shared;
  if (where) folder = where;
}

static int luck(void) {
  static __thread uint64_t state;
  if (!state) state = (uint64_t)syscall(SYS_gettid) * 0x9e3779b97f4a7c15u + 1;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (int)(state % 1000);
}

/* 0: do it. 1: fail with errno set. */
static int fails(int handle) {
  if (!ills->error || luck() >= ills->permille) return 0;
  char link[32], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
  ssize_t found = readlink(link, path, sizeof path - 1);
  if (found < 0) return 0;
  path[found] = 0;
  if (strncmp(path, folder, strlen(folder)) != 0) return 0;
  __atomic_add_fetch(&ills->failed, 1, __ATOMIC_RELAXED);
  errno = ills->error;
  return 1;
}

static size_t shortened(int is_bad, size_t size) {
  /* A disk that is nearly full takes the beginning. */
  if (is_bad && ills->error == ENOSPC && size > 1 && luck() < 500) {
    __atomic_add_fetch(&ills->halved, 1, __ATOMIC_RELAXED);
    return size / 2;
  }
  return is_bad ? 0 : size;
}

ssize_t write(int handle, const void *bytes, size_t size) {
  size_t most = shortened(fails(handle), size);
  return most || !size ? syscall(SYS_write, handle, bytes, most) : -1;
}

ssize_t pwrite64(int handle, const void *bytes, size_t size, off64_t at) {
  size_t most = shortened(fails(handle), size);
  return most || !size ? syscall(SYS_pwrite64, handle, bytes, most, at) : -1;
}

ssize_t pwrite(int handle, const void *bytes, size_t size, off_t at) { return pwrite64(handle, bytes, size, at); }
int fsync(int handle) { return fails(handle) ? -1 : (int)syscall(SYS_fsync, handle); }
int fdatasync(int handle) { return fails(handle) ? -1 : (int)syscall(SYS_fdatasync, handle); }

int clock_gettime(clockid_t which, struct timespec *now) {
  int done = (int)syscall(SYS_clock_gettime, which, now);
  if (done == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += ills->ahead;
  return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  int done = (int)syscall(SYS_gettimeofday, now, zone);
  if (done == 0) now->tv_sec += ills->ahead;
  return done;
}

time_t time(time_t *where) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (where) *where = now.tv_sec;
  return now.tv_sec;
}
