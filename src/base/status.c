#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {
    [OK] = "OK",
    [BAD_INPUT] = "BAD_INPUT",
    [UNAUTHENTICATED] = "UNAUTHENTICATED",
    [DENIED] = "DENIED",
    [NOT_FOUND] = "NOT_FOUND",
    [CONFLICT] = "CONFLICT",
    [TOO_LARGE] = "TOO_LARGE",
    [UNAVAILABLE] = "UNAVAILABLE",
    [UNCERTAIN] = "UNCERTAIN",
    [FAILED] = "FAILED",
};

const char *status_name(enum status status)
{
    return names[status];
}

enum status fault_set(struct fault *fault, enum status status, const char *format, ...)
{
    if (fault != NULL) {
        va_list args;
        va_start(args, format);
        vsnprintf(fault->message, sizeof fault->message, format, args);
        va_end(args);
    }
    return status;
}

void panic(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("panic: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}
