#ifndef BASE_LOG_H
#define BASE_LOG_H
/*
 * One line of JSON an event on a file descriptor: time, level, event, then its fields. Never give
 * it a secret: there is no redaction here that could be relied on.
 *
 *     log_write(log, LOG_INFO, "order stored", LOG_FIELDS({"payload_id", id}, {"order",
 * order_id}));
 */
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_field {
    const char *name;
    const char *value; /* NULL: the field is left out */
};

struct log {
    int fd;
    enum log_level level; /* events below it are not written */
    struct clock clock;
};

struct log_fields {
    const struct log_field *fields;
    size_t count;
};

#define LOG_FIELDS(...)                                                                            \
    ((struct log_fields){(const struct log_field[]){__VA_ARGS__},                                  \
                         sizeof((const struct log_field[]){__VA_ARGS__}) /                         \
                             sizeof(struct log_field)})
#define LOG_NO_FIELDS ((struct log_fields){NULL, 0})

/* Thread-safe: a line is one write(2). Lines over 8 KiB are cut in their last field. */
void log_write(const struct log *log, enum log_level level, const char *event,
               struct log_fields fields);

#endif
