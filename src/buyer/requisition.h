#ifndef BUYER_REQUISITION_H
#define BUYER_REQUISITION_H
/*
 * What people may do with a requisition: Draft, Pending approval, then Ordered or Rejected. With
 * the desk's lock held. DENIED: this person may not. CONFLICT: it is not in the state for it, which
 * is also the answer to a second click.
 */
#include <stdbool.h>

#include "base/status.h"
#include "buyer/answer.h"
#include "buyer/desk.h"

enum status requisition_submit(struct requisition *requisition, const struct user *user,
                               struct fault *fault);
enum status requisition_reject(struct requisition *requisition, const struct user *user,
                               struct fault *fault);

/* Gives it its purchase order number and its document, once; the caller then sends it. */
enum status requisition_approve(struct desk *desk, struct requisition *requisition,
                                const struct user *user, struct fault *fault);

/* Before an order leaves for the first time or again: CONFLICT while it is on its way already. */
enum status requisition_begin_sending(struct requisition *requisition, const struct user *user,
                                      struct fault *fault);
/* What came of it. An order that was accepted once stays so, whatever a later answer says. */
void requisition_end_sending(struct requisition *requisition, const struct answer *answer);

/* "Draft", "Pending approval", "Ordered", "Ordered, transmission failed" and so on. Static. */
const char *requisition_state_name(const struct requisition *requisition);

#endif
