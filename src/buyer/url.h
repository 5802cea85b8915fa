#ifndef BUYER_URL_H
#define BUYER_URL_H
/* What the stand-in needs to know about a URL before it uses or shows it. */
#include <stdbool.h>

struct arena;

/* "https://shop.example:8443" of an absolute http or https URL; NULL where it is none, has a user
 * in it, or characters that would not be safe in a header. */
const char *url_origin(struct arena *arena, const char *url);

/* Whether secrets may travel there: https, or http to this very machine. */
bool url_is_safe_for_secrets(struct arena *arena, const char *url);

/* Whether `text` is what a Host header may hold: a name or an address, and perhaps a port. */
bool url_is_host(const char *text);

/* Whether it may stand in a header as it is: printable us-ascii without blanks. */
bool url_is_visible(const char *text);

#endif
