#include "wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

struct wire wire_open(uint16_t port)
{
    struct wire wire = {socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), calloc(1, 1), 0};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct timeval limit = {.tv_sec = 10};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(wire.fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    setsockopt(wire.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (connect(wire.fd, (struct sockaddr *)&at, sizeof(at)) != 0)
        perror("connect");
    return wire;
}

void wire_close(struct wire *wire)
{
    close(wire->fd);
    free(wire->data);
    wire->data = NULL;
}

bool wire_send_n(struct wire *wire, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t sent = send(wire->fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool wire_send(struct wire *wire, const char *text)
{
    return wire_send_n(wire, text, strlen(text));
}

static bool read_more(struct wire *wire)
{
    char piece[16384];
    ssize_t got = recv(wire->fd, piece, sizeof(piece), 0);
    if (got <= 0)
        return false;
    char *grown = realloc(wire->data, wire->length + (size_t)got + 1);
    if (grown == NULL)
        abort();
    memcpy(grown + wire->length, piece, (size_t)got);
    wire->data = grown;
    wire->length += (size_t)got;
    wire->data[wire->length] = '\0';
    return true;
}

static void copy_cut(char *out, size_t room, const char *from, size_t size)
{
    if (out == NULL)
        return;
    size = size < room ? size : room - 1;
    memcpy(out, from, size);
    out[size] = '\0';
}

int wire_answer(struct wire *wire, char *head, char *body, size_t room, bool no_body)
{
    char *end;
    while ((end = strstr(wire->data, "\r\n\r\n")) == NULL)
        if (!read_more(wire))
            return -1;
    size_t head_size = (size_t)(end - wire->data) + 4;
    copy_cut(head, room, wire->data, head_size);
    *end = '\0';
    const char *field = strcasestr(wire->data, "\r\nContent-Length:");
    size_t size = field != NULL && !no_body ? strtoul(field + 17, NULL, 10) : 0;
    int status = atoi(wire->data + 9);
    while (wire->length < head_size + size)
        if (!read_more(wire))
            return -1;
    copy_cut(body, room, wire->data + head_size, size);
    wire->length -= head_size + size;
    memmove(wire->data, wire->data + head_size + size, wire->length + 1);
    return status;
}

int wire_status(struct wire *wire)
{
    return wire_answer(wire, NULL, NULL, 0, false);
}

bool wire_ended(struct wire *wire)
{
    while (read_more(wire))
        ;
    char byte;
    struct pollfd at = {.fd = wire->fd, .events = POLLIN};
    return poll(&at, 1, 0) > 0 && recv(wire->fd, &byte, 1, MSG_DONTWAIT) <= 0;
}
