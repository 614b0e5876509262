// SPDX-License-Identifier: Apache-2.0
/// Folders of templates for operators, filled in (`docs/deploy.md`).
@NullMarked
package dev.strongroom.cli.deploy;

import org.jspecify.annotations.NullMarked;
