// SPDX-License-Identifier: Apache-2.0
/// Attestation results (EAR), wrapped messages (CMW) and reference values (CoRIM):
/// `docs/results.md`.
///
/// Threat answered: results that somebody else signed, or signed otherwise, for another time or of
/// another profile; and messages that two readers take for different things.
@NullMarked
package dev.strongroom.results;

import org.jspecify.annotations.NullMarked;
