#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/settings.h"

enum { FILE_LIMIT = 1 << 20 };

static const char settings_text[] =
    "# Settings of punchoutd. What is commented out shows the default.\n"
    "\n"
    "# listen = 127.0.0.1:8080\n"
    "\n"
    "# The address buyers reach this server by, without a slash at the end. Every address we send\n"
    "# begins with it.\n"
    "# public_url = https://marketplace.example.com\n"
    "\n"
    "# TLS: PEM files, the key readable to this user alone. With a client CA, clients are asked "
    "for\n"
    "# certificates that it has signed, which connections can demand.\n"
    "# tls_certificate = server.pem\n"
    "# tls_key = server.key\n"
    "# tls_client_ca = clients.pem\n"
    "\n"
    "# Proxies that are believed about whom they pass on: X-Forwarded-For, Client-Cert (RFC "
    "9440).\n"
    "# trusted_proxies = 127.0.0.1\n"
    "\n"
    "# PostgreSQL instead of the file punchoutd.db; several hosts: "
    "postgresql://USER:PASSWORD@HOST1,HOST2/NAME\n"
    "# database = postgresql://USER:PASSWORD@HOST:PORT/NAME\n"
    "\n"
    "# Mail goes to this server, with STARTTLS where there is a password; without one, into the "
    "folder\n"
    "# mail beside this file.\n"
    "# mail_from = marketplace@localhost\n"
    "# mail_server = smtps://USER:PASSWORD@HOST:465\n"
    "\n"
    "# Whether confirmations may go to addresses in private networks, where a procurement system "
    "stands\n"
    "# behind the same firewall.\n"
    "# deliver_to_private_addresses = no\n"
    "\n"
    "# workers = 64\n"
    "# Requests a minute; 0: no limit. Behind a proxy on another machine all have one address.\n"
    "# rate_per_address = 12000\n"
    "# rate_per_buyer = 6000\n"
    "# log_level = info\n";

static enum status write_new(const char *path, const char *text, mode_t mode, struct fault *fault)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    size_t size = strlen(text);
    bool written = fd >= 0 && write(fd, text, size) == (ssize_t)size && fsync(fd) == 0;
    if (!written)
        fault_set(fault, FAILED, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return written ? OK : FAILED;
}

/* What the file holds; what a new one would where there is none. */
static enum status read_text(const char *path, struct buf *out, struct fault *fault)
{
    char block[4096];
    ssize_t size;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        buf_text(out, settings_text);
        return OK;
    }
    while (fd >= 0 && (size = read(fd, block, sizeof block)) > 0)
        buf_put(out, block, (size_t)size);
    if (fd < 0 || size < 0 || out->overflow) {
        fault_set(fault, FAILED, "%s: %s", path,
                  fd < 0 || size < 0 ? strerror(errno) : "too large");
        if (fd >= 0)
            close(fd);
        return FAILED;
    }
    close(fd);
    return OK;
}

enum status settings_write(struct arena *arena, const char *path, const char *database,
                           struct fault *fault)
{
    struct buf text;
    if (database == NULL)
        return access(path, F_OK) == 0 ? OK : write_new(path, settings_text, 0644, fault);
    const char *fresh = arena_printf(arena, "%s.new", path);
    buf_init(&text, arena, FILE_LIMIT);
    enum status st = read_text(path, &text, fault);
    if (st != OK)
        return st;
    buf_printf(&text, "\ndatabase = %s\n", database);
    unlink(fresh);
    st = write_new(fresh, buf_string(&text), 0600, fault);
    if (st == OK && rename(fresh, path) != 0)
        st = fault_set(fault, FAILED, "%s: %s", path, strerror(errno));
    if (st != OK)
        unlink(fresh);
    return st;
}
