#ifndef MAIN_SETTINGS_H
#define MAIN_SETTINGS_H
/* punchoutd.conf: `name = value` lines, `#` comments. */
#include "base/log.h"
#include "base/status.h"

struct arena;

struct settings {
    const char *listen;     /* address:port */
    const char *public_url; /* NULL: from `listen` */
    int workers;
    enum log_level log_level;
};

/* Defaults, then the file (which may be missing). BAD_INPUT names the file, the setting and what it
 * takes. */
enum status settings_read(struct arena *arena, const char *path, struct settings *out,
                          struct fault *fault);

/* "127.0.0.1:8080", "[::1]:0". BAD_INPUT where it is neither. */
enum status listen_parse(struct arena *arena, const char *text, const char **out_address,
                         unsigned short *out_port, struct fault *fault);

#endif
