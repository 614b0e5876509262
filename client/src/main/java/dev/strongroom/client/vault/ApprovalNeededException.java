// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

/// Others have to approve first: for callers that can't wait, such as signing interfaces of other
/// libraries. The same request, sent again once they have, does what was asked.
public final class ApprovalNeededException extends VaultException {
  private static final long serialVersionUID = 1;

  private final transient Approvals approvals;

  /// @param approvals who may approve, and who has
  public ApprovalNeededException(Approvals approvals) {
    super(
        "approval-needed: "
            + approvals.given().size()
            + " of "
            + approvals.needed()
            + " approvals for proposal "
            + approvals.proposal());
    this.approvals = approvals;
  }

  /// Who may approve, and who has.
  public Approvals approvals() {
    return approvals;
  }
}
