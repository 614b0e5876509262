// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

/// Who says it, and about what: the CWT claims of a protected header (RFC 9597) that RFC 9943 asks
/// for.
///
/// @param issuer `iss`
/// @param subject `sub`
public record CwtClaims(String issuer, String subject) {}
