"""When is a password too weak, said in the words of the house: what is wrong and what to do."""

from __future__ import annotations

from django.contrib.auth import password_validation as theirs
from django.core.exceptions import ValidationError


class LongEnough(theirs.MinimumLengthValidator):
    def validate(self, password: str, user: object = None) -> None:
        if len(password) < self.min_length:
            words = f"密码至少 {self.min_length} 位,现在是 {len(password)} 位,请加长。"
            raise ValidationError(words, code="password_too_short")

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 位。"


class NotLikeThePerson(theirs.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "密码和%(verbose_name)s太相似,容易被猜到,请换一个。"

    def get_help_text(self) -> str:
        return "不要和用户名、姓名或邮箱相似。"


class NotCommon(theirs.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见,容易被猜到,请换一个。"

    def get_help_text(self) -> str:
        return "不要用常见的密码。"


class NotOnlyDigits(theirs.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "密码不能只有数字,请加入字母。"

    def get_help_text(self) -> str:
        return "不要只用数字。"
