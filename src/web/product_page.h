#ifndef WEB_PRODUCT_PAGE_H
#define WEB_PRODUCT_PAGE_H
/* A product's page with its form in a given condition: fresh, calculated, or refused. */
#include "app/owned.h"
#include "domain/agreement.h"
#include "web/product_view.h"
#include "web/selection_form.h"
#include "web/visit.h"

struct reply *product_page(struct visit *visit, int status, const struct product *product,
                           const struct offer *offer, const struct selection_form *form);

/* The parts of the view that follow from the form. */
void product_form_view(const struct visit *visit, const struct offer *offer,
                       const struct selection_form *form, struct product_view *out);

/* ORD-6: what goes before the form of an offer that takes two approvals. `owned`: what the account
 * has of the product. */
enum status product_approval_view(struct visit *visit, const struct product *product,
                                  const struct offer *offer, const struct approval *approval,
                                  const struct agreement_list *owned, struct product_view *view);
/* What a unit of the contract costs, and how many one may take. */
const char *quantity_help(struct arena *arena, const struct offer *offer,
                          const struct dimension *dimension);

/* ORD-9 */
/* `split` (ORD-6): which part of its offer the agreement is. */
struct owned_view owned_of(struct arena *arena, const struct agreement *agreement,
                           enum line_split split);
struct start_view start_of(struct arena *arena, const struct product *product);

#endif
