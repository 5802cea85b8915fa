#ifndef WEB_CONSOLE_CONNECTION_H
#define WEB_CONSOLE_CONNECTION_H
/* What the pages about connections share. They are the same in both consoles: a buyer sees its own
 * organization's, an operator names the organization in the address. */
#include "app/einvoicing.h"
#include "app/procurement.h"
#include "web/console_parts.h"

/* Which connection the address names. */
struct connection_key connection_key_of(struct console *console);
/* The path of one of its pages under the console's home; "" its own. */
/* Its name, with a link for those who may look at connections. */
struct cell_view cell_connection(struct console *console, const struct connection *connection);
const char *connection_rest(struct console *console, const struct connection *connection,
                            const char *more);
/* The same by what the address names. */
const char *connection_rest_here(struct console *console, const char *more);
/* The list of connections: what the way back is called, and where it is. */
const char *connections_title(const struct console *console);
const char *connections_rest(const struct console *console);

struct cell_view connection_status_cell(const struct connection *connection);
struct cell_view connection_mode_cell(const struct connection *connection);

/* How far it is with invoices as documents (BIL-4). */
struct cell_view cell_einvoicing(enum einvoicing_state state);

/* The connection that the address names, and on every page of it that test mode is on (CON-7). */
enum status connection_open(struct console *console, struct connection_view *out);

/* Everything that is typed into the procurement system, section by section, with what traffic has
 * proved of it (CON-3). */
void put_purchase_information(struct console *console, struct object_view *page,
                              const struct connection_view *view);

/* How long an old secret stays valid: a choice, and what was chosen in hours (-1: nothing
 * sensible). */
void put_overlap(struct console *console, struct panel_view *panel);
int64_t sent_overlap(struct console *console);

/* The cases of a connection, as a section; none where it has none. */
void put_cases(struct console *console, struct object_view *page, const struct case_rows *cases);

#endif
