// SPDX-License-Identifier: Apache-2.0
/// A strict reader for DER.
///
/// Threat answered: certificates that one parser reads in one way and another in another. What
/// nobody judges by (attributes of names but the common name, extensions that restrict nothing) is
/// carried and compared as bytes.
@NullMarked
package dev.strongroom.attestation.der;

import org.jspecify.annotations.NullMarked;
