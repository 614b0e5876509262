// SPDX-License-Identifier: Apache-2.0
/// X.509 certificates (RFC 5280) and straight certificate paths under a pinned root.
///
/// Evidence carries its path in order, so nothing is searched or built: each certificate must be
/// issued by the one before it. Threats answered: a leaf that nobody linked to the path, CA rights
/// that nobody checked, a root trusted because it was sent.
@NullMarked
package dev.strongroom.attestation.x509;

import org.jspecify.annotations.NullMarked;
