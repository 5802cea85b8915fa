/* How often a second this disk makes 4 KiB durable: appends and fdatasyncs, one after another, as a
 * log that commits each entry by itself would. Prints that number.
 *
 *     fdatasync DIRECTORY SECONDS */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 4096, PATH_SIZE = 4096, SECONDS_MAX = 60 };

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static int measure(int file, double seconds)
{
    static char block[BLOCK];
    long count = 0;
    double start = now();
    memset(block, 'x', sizeof block);
    while (now() - start < seconds) {
        if (write(file, block, BLOCK) != BLOCK || fdatasync(file) != 0) {
            fprintf(stderr, "fdatasync: %s\n", strerror(errno));
            return 1;
        }
        count++;
    }
    printf("%.1f\n", (double)count / (now() - start));
    return 0;
}

int main(int argc, char **argv)
{
    char path[PATH_SIZE];
    double seconds = argc == 3 ? strtod(argv[2], NULL) : 0;
    if (!(seconds > 0 && seconds <= SECONDS_MAX)) {
        fputs("usage: fdatasync DIRECTORY SECONDS\n", stderr);
        return 2;
    }
    snprintf(path, sizeof path, "%s/fdatasync-XXXXXX", argv[1]);
    int file = mkostemp(path, O_CLOEXEC);
    if (file < 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    int code = measure(file, seconds);
    close(file);
    unlink(path);
    return code;
}
