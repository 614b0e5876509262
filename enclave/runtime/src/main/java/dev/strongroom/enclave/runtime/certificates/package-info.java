// SPDX-License-Identifier: Apache-2.0
/// Certificates for names, beside the enclave's own: who keeps them, and which connection gets
/// which (`docs/certificates.md`).
@NullMarked
package dev.strongroom.enclave.runtime.certificates;

import org.jspecify.annotations.NullMarked;
