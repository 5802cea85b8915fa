#ifndef WEB_CONSOLE_BOOKS_H
#define WEB_CONSOLE_BOOKS_H
/* Cells that the pages of orders, subscriptions, invoices and deliveries share. */
#include "app/books.h"
#include "domain/charge_order.h"
#include "web/console_parts.h"

struct cell_view cell_order_state(enum order_state state);
struct cell_view cell_agreement_state(enum agreement_state state);
struct cell_view cell_money(struct console *console, struct money money);
/* Links where there is something to link to, else "-". */
struct cell_view cell_order(struct console *console, const char *number, const char *id);
struct cell_view cell_subscription(struct console *console, const char *text, const char *id);
struct cell_view cell_charge_order(struct console *console, struct charge_order order);
struct cell_view cell_invoice(struct console *console, const char *id);
/* Operators: its name, with a link. */
struct cell_view cell_organization(struct console *console, const char *id);
struct cell_view cell_delivery_state(enum delivery_state state);

#endif
