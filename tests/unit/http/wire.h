#ifndef TESTS_UNIT_HTTP_WIRE_H
#define TESTS_UNIT_HTTP_WIRE_H
/* A client that writes raw bytes and reads what comes, with a limit of 10 s on everything so that
 * a fault shows as a failure, not as a hang. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire {
    int fd;
    char *data; /* what was read and not yet taken, NUL-terminated; malloc'd */
    size_t length;
};

struct wire wire_open(uint16_t port);
void wire_close(struct wire *wire);

/* False where the peer closed. */
bool wire_send(struct wire *wire, const char *text);
bool wire_send_n(struct wire *wire, const void *data, size_t size);

/* Reads one answer with its Content-Length and takes it off; -1 where the connection ended first.
 * `head` and `body` (may be NULL) hold `room` bytes and are cut there. */
int wire_answer(struct wire *wire, char *head, char *body, size_t room, bool no_body);

/* The status of the next answer. */
int wire_status(struct wire *wire);

/* Reads until the peer ends the connection; false where it does not within 10 s. */
bool wire_ended(struct wire *wire);

#endif
