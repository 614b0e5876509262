// SPDX-License-Identifier: Apache-2.0
/// Certificates that browsers trust, for keys that never leave (`docs/certificates.md`).
@NullMarked
package dev.strongroom.enclave.certificates;

import org.jspecify.annotations.NullMarked;
