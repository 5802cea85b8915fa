#ifndef WEB_CONSOLE_CONNECTION_EDIT_H
#define WEB_CONSOLE_CONNECTION_EDIT_H
/* What the parts of the form for a connection share. */
#include "app/procurement.h"
#include "web/console_parts.h"

/* A form, and what it shows while nothing was sent. */
struct editing {
    struct console *console;
    struct form_view view;
    struct connection_settings settings;
    struct connection connection; /* id NULL: a new one */
    bool test;
};

/* A field: what was sent, or while nothing was, `value`. */
struct input_view *connection_edit_input(struct editing *e, const char *name, const char *label,
                                         const char *help, const char *value);
void connection_edit_switch(struct editing *e, const char *name, const char *legend,
                            const char *label, const char *help, bool on);

/* CAT-8: who the requester is and which account buys; and reading that back. */
void connection_edit_requester(struct editing *e);
void connection_edit_read_requester(struct console *console, struct connection_settings *out);

#endif
