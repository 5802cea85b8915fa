#ifndef APP_BOOKS_H
#define APP_BOOKS_H
/*
 * Purchase orders, agreements and invoices for those whose they are (ORD-9, BIL-5): the management
 * account sees its whole organization's, a member or a standalone account its own, by its users'
 * policies; operators and SYSTEM see all. What is another's is NOT_FOUND.
 */
#include "app/ctx.h"
#include "domain/connection.h"
#include "store/agreement.h"
#include "store/delivery.h"
#include "store/document.h"
#include "store/invoice.h"
#include "store/order.h"
#include "store/request.h"
#include "store/usage.h"

enum { BOOKS_LIMIT = 1000 };

/* Newest first, at most BOOKS_LIMIT. `state` NULL: any. purchase-orders:ViewPurchaseOrders. */
enum status books_orders(struct ctx *ctx, const char *state, struct order_rows *out);

/* One purchase order with all that belongs to it. */
struct order_book {
    struct order order;
    const char *answer;
    struct connection connection;
    struct order_rows versions;   /* of its number, newest first; without lines */
    struct agreement *agreements; /* with charges */
    size_t agreement_count;
    struct agreement_events events; /* of these, oldest first */
    struct delivery_list deliveries;
    struct document_list documents;  /* that name its number, newest first */
    struct request_lines open_lines; /* that a line could stand for, while it needs attention */
    /* Of a blanket order, and of what its live releases have taken of it (domain/blanket.h). */
    struct order_rows releases;
    struct money released;
    const char *blanket_id; /* ours, of the one that a release draws on; NULL: none is known */
    /* Of its agreements; a currency of "": there are none. What they renew into is apart. */
    struct money agreed, renewed, invoiced, credited;
};
enum status books_order(struct ctx *ctx, const char *id, struct order_book *out);
/* One of its documents with its bytes, in which secrets are blanked. */
enum status books_document(struct ctx *ctx, const char *order_id, const char *document_id,
                           struct document *out, struct bytes *out_body);

/* What came with one of its documents (ORD-1). */
enum status books_attachments(struct ctx *ctx, const char *order_id, const char *document_id,
                              struct attachments *out);

/* aws-marketplace:ViewSubscriptions. */
enum status books_agreements(struct ctx *ctx, struct agreement_list *out);
struct agreement_book {
    struct agreement agreement;
    struct agreement_events events;
    struct usage_months usage; /* oldest first */
};
enum status books_agreement(struct ctx *ctx, const char *id, struct agreement_book *out);

/* invoicing:ListInvoiceSummaries, invoicing:GetInvoicePDF. `organization_id` narrows what operators
 * see; NULL: all. */
enum status books_invoices(struct ctx *ctx, const char *organization_id, int64_t limit,
                           struct invoice_list *out);
struct invoice_book {
    struct invoice invoice;
    const char *account_name;
    const char *account_email;
    const char *organization_name;
    const char **orders; /* our ids of the purchase orders of its lines; NULL where there is none */
    struct delivery sent; /* as a document (BIL-4), tests excepted; `id` NULL: it was not */
    bool can_be_sent;     /* so; by who may do that */
};
enum status books_invoice(struct ctx *ctx, const char *id, struct invoice_book *out);

#endif
