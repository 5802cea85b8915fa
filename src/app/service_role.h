#ifndef APP_SERVICE_ROLE_H
#define APP_SERVICE_ROLE_H
/* Service-linked roles (ACC-8): that an account lets the marketplace act for it. Accounts as in
 * app/user.h. */
#include "app/ctx.h"

/* BIL-1: invoices carry purchase order numbers. */
#define SERVICE_ROLE_PURCHASE_ORDERS "AWSServiceRoleForMarketplacePurchaseOrders"

struct service_role {
    const char *name;    /* AWSServiceRoleForMarketplacePurchaseOrders */
    const char *service; /* purchase-orders.marketplace.amazonaws.com */
    const char *arn;
    const char *description;
    const char *trust;  /* the trust policy's JSON */
    int64_t created_us; /* 0: it can be created */
};

/* All that can be, created or not. */
enum status service_role_list(struct ctx *ctx, const char *account_id, struct service_role **out,
                              size_t *out_count);
/* iam:CreateServiceLinkedRole. BAD_INPUT: no such service; CONFLICT: it exists. */
enum status service_role_create(struct ctx *ctx, const char *account_id, const char *service);
enum status service_role_delete(struct ctx *ctx, const char *account_id, const char *name);

#endif
