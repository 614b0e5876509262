terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region              = "@{region}"
  allowed_account_ids = ["@{account}"]
}

# The root secret is encrypted under this key. Its policy is all that decides who gets it, so it is
# a file of its own: read it before each apply.
resource "aws_kms_key" "root_secret" {
  description             = "Strongroom's root secret of @{deployment}"
  policy                  = file("${path.module}/key-policy.json")
  deletion_window_in_days = 30
  multi_region            = false

  # True with a final policy only: otherwise KMS takes none that its writer couldn't change again.
  bypass_policy_lockout_safety_check = @{final}

  # Who uses the key has to be there before a policy can name them.
  depends_on = [aws_iam_role.host]

  # With the key goes everything that was ever sealed.
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "root_secret" {
  name          = "alias/@{name}"
  target_key_id = aws_kms_key.root_secret.key_id
}

# The instance may ask for the root secret, and nothing else. What it gets is encrypted to the
# enclave; the key's policy sees to that.
resource "aws_iam_role" "host" {
  name                 = "@{role-name}"
  assume_role_policy   = file("${path.module}/role-trust.json")
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "host" {
  name   = "root-secret"
  role   = aws_iam_role.host.id
  policy = file("${path.module}/role-policy.json")
}

resource "aws_iam_instance_profile" "host" {
  name = "@{role-name}"
  role = aws_iam_role.host.name
}

resource "aws_security_group" "host" {
  name        = "@{name}"
  description = "Clients in; KMS, witnesses and what the enclave's configuration names out"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  security_group_id = aws_security_group.host.id
  description       = "TLS, which ends inside the enclave"
  cidr_ipv4         = var.clients
  ip_protocol       = "tcp"
  from_port         = @{port}
  to_port           = @{port}
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.host.id
  description       = "The enclave's egress list is measured; this is the outer wall"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-@{architecture}"]
  }
}

locals {
  # The host is trusted with nothing, so its set-up may be read by whoever may read user data.
  files = {
    "/etc/nitro_enclaves/allocator.yaml"          = "allocator.yaml"
    "/etc/sysusers.d/strongroom.conf"             = "strongroom.sysusers"
    "/etc/systemd/system/strongroom-host.service" = "strongroom-host.service"
  }

  first_boot = {
    packages = ["aws-nitro-enclaves-cli", "java-25-amazon-corretto-headless"]
    write_files = [
      for path, name in local.files : {
        path        = path
        owner       = "root:root"
        permissions = "0644"
        content     = file("${path.module}/../host/${name}")
      }
    ]
    runcmd = [
      ["systemd-sysusers"],
      ["install", "-d", "-o", "root", "-g", "root", "-m", "0755", "/opt/strongroom/lib"],
      ["systemctl", "daemon-reload"],
      ["systemctl", "enable", "--now", "nitro-enclaves-allocator"],
    ]
  }
}

resource "aws_instance" "host" {
  ami                    = data.aws_ami.linux.id
  instance_type          = var.instance_type
  subnet_id              = var.subnet_id
  vpc_security_group_ids = [aws_security_group.host.id]
  iam_instance_profile   = aws_iam_instance_profile.host.name
  user_data              = "#cloud-config\n${yamlencode(local.first_boot)}"

  enclave_options {
    enabled = true
  }

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # The sealed values. They tell nobody anything; losing them loses what was sealed.
  root_block_device {
    encrypted   = true
    volume_size = var.disk_gib
  }

  tags = {
    Name = "@{name}"
  }

  # Both are read at the first boot only; a change of either would end the enclave for nothing.
  lifecycle {
    ignore_changes = [ami, user_data]
  }
}
