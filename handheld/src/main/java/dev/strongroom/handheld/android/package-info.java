// SPDX-License-Identifier: Apache-2.0
/// Android's key attestation: its layout, its policy, its checks.
@NullMarked
package dev.strongroom.handheld.android;

import org.jspecify.annotations.NullMarked;
