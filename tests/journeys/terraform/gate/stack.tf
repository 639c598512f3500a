# A CloudFormation stack whose template looks a parameter up.

resource "aws_ssm_parameter" "stage" {
  name  = "/journey/stage"
  type  = "String"
  value = "test"
  tags = {
    team = "blue"
  }
}

resource "aws_cloudformation_stack" "topics" {
  name = "topics"

  parameters = {
    Stage = aws_ssm_parameter.stage.name
    Title = "orders of ${aws_ssm_parameter.stage.value}"
  }

  template_body = jsonencode({
    Parameters = {
      Stage = { Type = "AWS::SSM::Parameter::Value<String>" }
      Title = { Type = "String" }
    }
    Resources = {
      Orders = {
        Type = "AWS::SNS::Topic"
        Properties = {
          TopicName   = { "Fn::Sub" = "orders-$${Stage}" }
          DisplayName = { Ref = "Title" }
        }
      }
    }
    Outputs = {
      Topic = { Value = { "Fn::GetAtt" = ["Orders", "TopicName"] } }
    }
  })
}
