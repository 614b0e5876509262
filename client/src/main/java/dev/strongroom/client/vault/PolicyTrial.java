// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

/// What another policy would have said to something that was asked before.
///
/// @param entry its number in the key's dossier
/// @param was `signed` or `refused`
/// @param now `allowed`, `approval-needed` or `refused`
/// @param message why
public record PolicyTrial(long entry, String was, String now, String message) {}
