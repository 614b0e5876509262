// SPDX-License-Identifier: Apache-2.0
/// A strict reader for DER.
///
/// Threat answered: certificates that one parser reads in one way and another in another, and
/// lenient parsing that lets a signed structure carry bytes that nobody looked at.
@NullMarked
package dev.strongroom.attestation.der;

import org.jspecify.annotations.NullMarked;
