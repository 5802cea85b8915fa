#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H
/* punchoutd.conf: `name = value` lines, `#` comments. */
#include <stdbool.h>

#include "base/log.h"
#include "base/status.h"

struct arena;

struct settings {
    const char *listen;                    /* address:port */
    const char *public_url;                /* NULL: from `listen` */
    const char *database;                  /* db_is_server; NULL: SQLite, in the data directory */
    const char *tls_certificate, *tls_key; /* paths of PEM files; NULL: plain HTTP */
    const char *tls_client_ca;             /* NULL: clients are not asked for certificates */
    const char *trusted_proxies;           /* addresses and CIDR, blank-separated; "" */
    const char *mail_from;                 /* address that mail comes from */
    const char *mail_server;               /* smtp:// or smtps://; NULL: a folder of files */
    bool deliver_to_private_addresses;     /* documents, to behind the firewall */
    int workers;
    int rate_per_address; /* requests a minute; 0: no limit */
    int rate_per_buyer;   /* documents a minute of one connection; 0: no limit */
    enum log_level log_level;
};

/* Defaults, then the file (which may be missing). BAD_INPUT names the file, the setting and what it
 * takes; a value that may hold a password is never shown. */
enum status settings_read(struct arena *arena, const char *path, struct settings *out,
                          struct fault *fault);

/* Writes the file where it is missing, with every setting commented out. A `database` is added to
 * it, and the file made readable to its owner alone: it may hold a password. */
enum status settings_write(struct arena *arena, const char *path, const char *database,
                           struct fault *fault);

/* "127.0.0.1:8080", "[::1]:0". BAD_INPUT where it is neither. */
enum status listen_parse(struct arena *arena, const char *text, const char **out_address,
                         unsigned short *out_port, struct fault *fault);

#endif
