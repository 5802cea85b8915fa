/* The examples of RFC 7515, appendices A.2 and A.3. */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/jws.h"

static const char payload[] = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
                              "LmNvbS9pc19yb290Ijp0cnVlfQ";

static const char n[] = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"
                        "4qPCJrcS2mJPMEzP1Pt0Bm4d4Q"
                        "lL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-"
                        "bSf63kpaSHSXndS5z5rexMdbBYU"
                        "sLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_"
                        "I5IhlJH7aGhyxXFvUK-DWNmoud"
                        "F8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
static const char rs_signature[] =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
    "O8W2Fp5jujGbd"
    "s9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
    "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZ"
    "RmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
    "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs"
    "98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
static const char x[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
static const char y[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
static const char es_signature[] =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

static struct bytes decoded(struct arena *arena, const char *text)
{
    struct bytes out;
    assert_true(text_from_base64(arena, text, &out));
    return out;
}

static struct bytes input(struct arena *arena, const char *header)
{
    return bytes_of(arena_printf(arena, "%s.%s", header, payload));
}

static void rs256(void **state)
{
    struct jws_key key = {.n = decoded(*state, n), .e = decoded(*state, "AQAB")};
    struct bytes signature = decoded(*state, rs_signature);
    struct bytes right = input(*state, "eyJhbGciOiJSUzI1NiJ9");
    assert_true(jws_verify("RS256", &key, right, signature));
    assert_false(jws_verify("RS256", &key, input(*state, "eyJhbGciOiJSUzI1NiJ8"), signature));
    assert_false(jws_verify("ES256", &key, right, signature));
    assert_false(jws_verify("none", &key, right, signature));
    assert_false(jws_verify("HS256", &key, right, signature));
    assert_false(jws_verify("RS256", &key, right, (struct bytes){signature.data, 0}));
    struct jws_key small = {.n = {key.n.data, 128}, .e = key.e};
    assert_false(jws_verify("RS256", &small, right, signature));
    struct jws_key none = {.n = {0}};
    assert_false(jws_verify("RS256", &none, right, signature));
}

static void es256(void **state)
{
    struct jws_key key = {.x = decoded(*state, x), .y = decoded(*state, y)};
    struct bytes signature = decoded(*state, es_signature);
    struct bytes right = input(*state, "eyJhbGciOiJFUzI1NiJ9");
    assert_true(jws_verify("ES256", &key, right, signature));
    assert_false(jws_verify("ES256", &key, input(*state, "eyJhbGciOiJFUzI1NiJ8"), signature));
    assert_false(jws_verify("RS256", &key, right, signature));
    assert_false(jws_verify("ES256", &key, right, (struct bytes){signature.data, 63}));
    unsigned char zeros[64] = {0};
    assert_false(jws_verify("ES256", &key, right, (struct bytes){zeros, sizeof zeros}));
    struct jws_key off_curve = {.x = key.y, .y = key.x};
    assert_false(jws_verify("ES256", &off_curve, right, signature));
    struct jws_key cut = {.x = {key.x.data, 31}, .y = key.y};
    assert_false(jws_verify("ES256", &cut, right, signature));
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(rs256), unit_case(es256)};
    return cmocka_run_group_tests_name("crypto/jws", tests, NULL, NULL);
}
