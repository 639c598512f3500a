# Terraform's own state in a bucket, locked by an object beside it.

terraform {
  backend "s3" {
    bucket         = "terraform-state"
    key            = "journey/terraform.tfstate"
    use_path_style = true
    use_lockfile   = true
  }
}

variable "greeting" {
  type    = string
  default = "hello"
}

resource "terraform_data" "greeting" {
  input = var.greeting
}

output "greeting" {
  value = terraform_data.greeting.output
}
