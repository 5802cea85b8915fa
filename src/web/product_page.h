#ifndef WEB_PRODUCT_PAGE_H
#define WEB_PRODUCT_PAGE_H
/* A product's page with its form in a given condition: fresh, calculated, or refused. */
#include "web/product_view.h"
#include "web/selection_form.h"
#include "web/visit.h"

struct reply *product_page(struct visit *visit, int status, const struct product *product,
                           const struct offer *offer, const struct selection_form *form);

/* The parts of the view that follow from the form. */
void product_form_view(const struct visit *visit, const struct offer *offer,
                       const struct selection_form *form, struct product_view *out);

#endif
