-- KEYS: list. ARGV: from, to (both included, from the head), 1 to answer the elements too. Answers their names, or name, element, name, element, …
local elements = redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2])
local answer = {}
for position = 1, #elements do
  answer[#answer + 1] = name_of(elements[position])
  if ARGV[3] == '1' then
    answer[#answer + 1] = elements[position]
  end
end
return answer
