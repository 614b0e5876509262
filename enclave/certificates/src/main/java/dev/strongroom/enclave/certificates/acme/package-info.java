// SPDX-License-Identifier: Apache-2.0
/// How certificates are had from an authority by ACME (RFC 8555), through the enclave's egress.
@NullMarked
package dev.strongroom.enclave.certificates.acme;

import org.jspecify.annotations.NullMarked;
