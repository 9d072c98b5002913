-- What wrk sends on a morning of school enrolment. Python writes the lists it chooses from; each
-- connection is a person who pauses between two requests.

local threads = {}

function setup(thread)
  thread:set("number", #threads + 1)
  table.insert(threads, thread)
end

-- The file with the lists, and a number that makes each round another one.
function init(arguments)
  dofile(arguments[1])
  math.randomseed(tonumber(arguments[2]) * 100 + number)
  answered, busy, refused = 0, 0, 0
end

local function kind()
  local drawn = math.random(100)
  for _, its in ipairs(kinds) do
    drawn = drawn - its.percent
    if drawn <= 0 then
      return its.asked
    end
  end
end

function request()
  local asked = kind()
  local its = asked[math.random(#asked)]
  local headers = {
    ["Accept-Encoding"] = "br",
    -- Many people at many addresses, so that what one address may ask is asked by none.
    ["X-Forwarded-For"] = "10.0." .. math.random(0, 7) .. "." .. math.random(1, 250),
  }
  if its.cookie then
    headers["Cookie"] = its.cookie
  end
  if its.body then
    headers["Content-Type"] = "application/x-www-form-urlencoded"
  end
  return wrk.format(its.method, its.path, headers, its.body)
end

-- Milliseconds until the next request of a person, who waits for no clock.
function delay()
  return math.floor(-math.log(1 - math.random()) * pause)
end

function response(status, headers)
  if status < 400 then
    answered = answered + 1
  elseif status == 503 and headers["Retry-After"] then
    busy = busy + 1
  else
    refused = refused + 1
  end
end

local function total(name)
  local sum = 0
  for _, thread in ipairs(threads) do
    sum = sum + thread:get(name)
  end
  return sum
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write
  local form = '{"answered": %d, "busy": %d, "refused": %d, "lost": %d, "late": %d, '
    .. '"seconds": %f, "half": %f, "most": %f}\n'
  io.write(string.format(
    form, total("answered"), total("busy"), total("refused"), lost, summary.errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  ))
end
