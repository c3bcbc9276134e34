/** A template as a large project has it: 735 KB, 500 functions. */

const HEAD = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage:
    Type: String
    Default: prod
Globals:
  Function:
    Runtime: nodejs22.x
    Timeout: 10
    Environment:
      Variables:
        LOG_LEVEL: info
Resources:
`;

const FUNCTIONS = 500;
/** So many functions have one with a text over several lines. */
const TEXT_EVERY = 10;

/** Returns the text, whose functions are `Orders1` and so on. */
export function largeTemplate() {
  return `${HEAD}${Array.from({ length: FUNCTIONS }, (_, index) => functionText(index + 1)).join("")}`;
}

function functionText(n) {
  const about = `Takes the orders of shop ${n}, checks them, and puts them on the queue`;
  return `  Orders${n}:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "orders-${n}-\${Stage}"
      CodeUri: src/orders-${n}/
      Handler: app.handler
      Description: ${n % TEXT_EVERY === 0 ? `>-\n        ${about}\n        when the shop is open` : about}
      MemorySize: 256
      Architectures:
        - arm64
      Environment:
        Variables:
          STAGE: prod
          SHOP: "${n}"
          TABLE_NAME: orders-${n}
          API_URL: https://api-${n}.example.com/v1/orders
          RETRIES: "3"
          FEATURE_FLAGS: '{"checkout":true,"returns":false}'
          API_KEY: ""
      Policies:
        - Version: "2012-10-17"
          Statement:
            # The queue is made elsewhere.
            - Effect: Allow
              Action: [sqs:SendMessage, sqs:GetQueueAttributes]
              Resource: !Sub arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:orders-${n}
            - Effect: Allow
              Action:
                - dynamodb:GetItem
                - dynamodb:PutItem
              Resource: !Sub arn:aws:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/orders-${n}
      Events:
        Api:
          Type: Api
          Properties:
            Path: /orders/${n}
            Method: post
        Timer:
          Type: Schedule
          Properties:
            Schedule: rate(5 minutes)
            Enabled: true
      DeadLetterQueue:
        Type: SQS
        TargetArn: !GetAtt FailedOrders.Arn
      Tags:
        team: shop
        cost-center: "${n}"
`;
}
