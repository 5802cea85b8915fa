#include "crypto/jws.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

enum { HALF = 32, POINT = 1 + 2 * HALF, RSA_LEAST = 2048, RSA_MOST = 8192 };

static BIGNUM *number(struct bytes bytes)
{
    return bytes.size > 0 && bytes.size <= RSA_MOST / 8
               ? BN_bin2bn(bytes.data, (int)bytes.size, NULL)
               : NULL;
}

static EVP_PKEY *make_key(const char *type, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (params != NULL && ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
        EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params);
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return key;
}

static EVP_PKEY *rsa_key(const struct jws_key *key)
{
    EVP_PKEY *out = NULL;
    BIGNUM *n = number(key->n);
    BIGNUM *e = number(key->e);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (n != NULL && e != NULL && build != NULL && BN_num_bits(n) >= RSA_LEAST &&
        BN_num_bits(n) <= RSA_MOST && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
        out = make_key("RSA", build);
    OSSL_PARAM_BLD_free(build);
    BN_free(n);
    BN_free(e);
    return out;
}

static EVP_PKEY *ec_key(const struct jws_key *key)
{
    EVP_PKEY *out = NULL;
    unsigned char point[POINT] = {POINT_CONVERSION_UNCOMPRESSED};
    if (key->x.size != HALF || key->y.size != HALF)
        return NULL;
    memcpy(point + 1, key->x.data, HALF);
    memcpy(point + 1 + HALF, key->y.data, HALF);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (build != NULL &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
        out = make_key("EC", build);
    OSSL_PARAM_BLD_free(build);
    return out;
}

static bool verify(EVP_PKEY *key, struct bytes input, const unsigned char *signature, size_t size)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool right = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
                 EVP_DigestVerify(ctx, signature, size, input.data, input.size) == 1;
    EVP_MD_CTX_free(ctx);
    return right;
}

/* JWS has the two numbers in a row where OpenSSL wants them in DER. */
static bool verify_ec(EVP_PKEY *key, struct bytes input, struct bytes signature)
{
    bool right = false;
    unsigned char *der = NULL;
    if (signature.size != 2 * HALF)
        return false;
    ECDSA_SIG *parts = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(signature.data, HALF, NULL);
    BIGNUM *s = BN_bin2bn(signature.data + HALF, HALF, NULL);
    if (parts != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(parts, r, s) == 1) {
        r = s = NULL; /* they are its own now */
        int size = i2d_ECDSA_SIG(parts, &der);
        right = size > 0 && verify(key, input, der, (size_t)size);
    }
    OPENSSL_free(der);
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(parts);
    return right;
}

bool jws_verify(const char *algorithm, const struct jws_key *key, struct bytes input,
                struct bytes signature)
{
    bool rsa = strcmp(algorithm, "RS256") == 0;
    if (!rsa && strcmp(algorithm, "ES256") != 0)
        return false;
    EVP_PKEY *made = rsa ? rsa_key(key) : ec_key(key);
    bool right = made != NULL && (rsa ? verify(made, input, signature.data, signature.size)
                                      : verify_ec(made, input, signature));
    EVP_PKEY_free(made);
    return right;
}
