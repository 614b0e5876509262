// SPDX-License-Identifier: Apache-2.0
/// Evidence bytes, an appraisal policy, a challenge and a clock become a verdict of named checks
/// and, if all is well, typed claims.
///
/// [Evidence#parse] reads, [Verifier#verify] returns [Verified] claims or throws,
/// [Verifier#explain] gives every check and no claims. Nothing here does I/O, keeps global state or
/// asks the system for the time.
@NullMarked
package dev.strongroom.attestation;

import org.jspecify.annotations.NullMarked;
