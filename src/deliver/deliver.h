#ifndef DELIVER_DELIVER_H
#define DELIVER_DELIVER_H
/*
 * Sends what the outbox holds (ORD-7, ORD-8): at least once, what is about the same order in its
 * order, and again with growing pauses until it arrives or has failed for good. To one host one at
 * a time, so that a receiver that hangs holds up only what is for it.
 */
#include "app/ctx.h"

struct deliver;

struct deliver_options {
    const char *mail_from;
    const char *mail_server; /* net/mail.h; NULL: the folder */
    const char *mail_folder;
};

/* `options` must live until deliver_stop. */
struct deliver *deliver_start(const struct app *app, const struct deliver_options *options);
/* Breaks off what is under way, which is tried again later. NULL is a no-op. */
void deliver_stop(struct deliver *deliver);

#endif
