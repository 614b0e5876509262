// SPDX-License-Identifier: Apache-2.0
/// The enclave's HTTP server: one TLS port, on which clients choose by ALPN between the attested
/// channel and plain HTTPS. Encrypted messages (`docs/encrypted-messages.md`) are opened here.
@NullMarked
package dev.strongroom.enclave.runtime.http;

import org.jspecify.annotations.NullMarked;
