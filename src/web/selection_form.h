#ifndef WEB_SELECTION_FORM_H
#define WEB_SELECTION_FORM_H
/* The product page's form: what was typed, what it means, and what is wrong with it. Fields:
 * months, q_<dimension key>, budget, split; part: which one was shown (ORD-6). */
#include "app/annual.h"
#include "http/request.h"

struct selection_form {
    struct approval approval; /* what the form is for */
    struct selection selection;
    const char *quantities[DIMENSIONS_MAX]; /* as typed; NULL for usage */
    const char *quantity_errors[DIMENSIONS_MAX];
    const char *budget;
    const char *budget_error;
    const char *duration_error;
    const char *other_error;
    bool wrong;  /* any of the errors */
    bool priced; /* `charges` are known: no field is wrong */
    struct charges charges;
};

/* Fields that are missing take the offer's preset; then the charges are worked out. */
void selection_form_read(struct arena *arena, struct http_fields fields, const struct offer *offer,
                         const struct approval *approval, struct selection_form *out);

/* The value of the field part. */
const char *selection_form_part(const struct approval *approval);

#endif
